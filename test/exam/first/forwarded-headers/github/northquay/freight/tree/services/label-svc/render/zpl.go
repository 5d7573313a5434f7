package render

const dpi = 300
