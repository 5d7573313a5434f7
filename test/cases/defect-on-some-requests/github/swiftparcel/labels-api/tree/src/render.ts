import { pdf } from './pdf';

export async function render(label: Label): Promise<Buffer> {
  return pdf(label, { dpi: 300 });
}
