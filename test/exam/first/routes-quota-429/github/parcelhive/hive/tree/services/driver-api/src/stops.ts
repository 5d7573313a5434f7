export function stopView(stop: Stop): StopView {
  return {
    id: stop.id,
    address: stop.address,
    eta: stop.eta,
    window: etaWindow(stop.eta),
  };
}
