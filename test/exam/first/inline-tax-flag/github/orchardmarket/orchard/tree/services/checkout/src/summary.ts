export const summary = (q: Quote) => ({
  goods: q.goods,
  tax: { label: t('checkout.tax'), amount: q.tax },
  shipping: q.shipping,
});
