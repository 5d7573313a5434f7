record AccountView(String iban, long balance, String nickname) {}
