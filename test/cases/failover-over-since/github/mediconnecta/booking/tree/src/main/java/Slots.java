class Slots {}
