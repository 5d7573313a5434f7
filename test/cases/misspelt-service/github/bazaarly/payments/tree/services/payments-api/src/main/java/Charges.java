class Charges {
    static final int RETRIES = 2;
}
