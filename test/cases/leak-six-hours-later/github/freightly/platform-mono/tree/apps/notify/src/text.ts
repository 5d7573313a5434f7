export const late = 'Running late';
