"""The register of producers (chủ thể), their products, certificates and imported lists."""
