namespace Wasper.Gateway.Tls;

/// <summary>A certificate and its private key as they lie on disk.</summary>
internal sealed record CertificatePem(string Certificate, string Key);
