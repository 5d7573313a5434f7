/** How a server failed to answer: before it ran, in between, or by not answering in time. */
export type Unavailability = 'cannot-start' | 'lost' | 'timed-out';

/** The server could not be asked, as against a tool that answered with an error. The message is redacted. */
export class ServerUnavailable extends Error {
  readonly server: string;
  readonly kind: Unavailability;

  constructor(server: string, kind: Unavailability, reason: string, options?: ErrorOptions) {
    super(`MCP server ${server}: ${reason}`, options);
    this.name = 'ServerUnavailable';
    this.server = server;
    this.kind = kind;
  }
}
