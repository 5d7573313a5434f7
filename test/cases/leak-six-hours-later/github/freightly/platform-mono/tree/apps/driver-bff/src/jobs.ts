import { dispatch } from './clients';

const lists = new Map<string, Promise<Job[]>>();

export const jobsFor = async (driver: string, at = Date.now()) => {
  const key = `${driver}:${Math.floor(at / 5000)}`;
  let list = lists.get(key);
  if (!list) {
    list = dispatch.jobs(driver);
    lists.set(key, list);
  }
  return (await list).map(present);
};
