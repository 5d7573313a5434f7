class Orders {
    static final String CHANNEL = "channel";
    static final int PAGE = 40;
}
