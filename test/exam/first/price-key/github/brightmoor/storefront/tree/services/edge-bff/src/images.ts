export function src(path: string, width: number): string {
  return `https://img.brightmoor.example${path}?w=${width}&fm=avif`;
}
