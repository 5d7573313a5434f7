import pino from 'pino';

export const log = pino({ level: 'debug', redact: ['patient.nhs'] });
