export const accounts = () => fetch('http://ledger.finance.svc/accounts?limit=50');
