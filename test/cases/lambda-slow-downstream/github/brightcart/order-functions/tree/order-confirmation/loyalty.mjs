const base = process.env.LOYALTY_URL;

export const points = async (member) => (await fetch(`${base}/v1/members/${member}/points?days=365`)).json();
