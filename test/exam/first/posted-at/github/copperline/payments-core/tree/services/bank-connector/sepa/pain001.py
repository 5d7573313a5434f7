# EPC132-08, 2019 rulebook
NAMESPACE = "urn:iso:std:iso:20022:tech:xsd:pain.001.001.03"
