export const MIME = ['application/pdf', 'image/png', 'image/jpeg', 'image/tiff'];
