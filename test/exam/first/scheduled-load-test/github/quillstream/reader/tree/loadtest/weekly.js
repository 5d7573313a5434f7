import http from 'k6/http';

export const options = {
  scenarios: {
    search: { executor: 'ramping-arrival-rate', startRate: 200, timeUnit: '1s', preAllocatedVUs: 800,
      stages: [{ target: 3200, duration: '5m' }, { target: 3200, duration: '20m' }, { target: 0, duration: '2m' }] },
  },
};

export default () =>
  http.get(`https://api.quillstream.com/search?q=${word()}`, { headers: { 'x-qs-pool': 'perf', 'user-agent': 'k6/0.54.0' } });
