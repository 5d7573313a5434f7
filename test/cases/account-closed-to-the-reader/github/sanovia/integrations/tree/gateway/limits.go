package gateway

const perPartner = 50
