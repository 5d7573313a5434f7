export const items = ['Shipments', 'Invoices'];
