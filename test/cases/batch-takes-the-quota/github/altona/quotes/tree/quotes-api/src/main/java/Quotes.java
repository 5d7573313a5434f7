class Quotes {
  static final int DEPTH = 20;
}
