import { useBasket } from './useBasket';

export function Basket() {
  const { items, total } = useBasket();
  return (
    <section aria-label="Basket">
      <ul>{items.map((item) => <li key={item.sku}>{item.name}</li>)}</ul>
      <p aria-live="polite">{total}</p>
    </section>
  );
}
