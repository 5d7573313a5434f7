class RefundJob {
    static final int BATCH = 40;
}
