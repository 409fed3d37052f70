namespace Wasper.Benchmarks.Gateway.Load;

/// <summary>What clients offer, and nothing else: left to themselves the proxies would choose different ciphers, and the benchmark would compare those. Pinned by the
/// client, for Caddy does not let its TLS 1.3 suites be set, and so that our gateway runs as it ships.</summary>
internal static class TlsPins
{
    public const string Tls13Suite = "TLS_AES_128_GCM_SHA256";
    public const string Tls12Suite = "ECDHE-ECDSA-AES128-GCM-SHA256";
    public const string Group = "X25519";

    /// <summary>In TLS 1.2 the list is of the curves of certificates too (RFC 8422, 5.1): the benchmark's is P-256.</summary>
    public const string Tls12Groups = "X25519:P-256";

    /// <summary>Writes a configuration for clients that take their TLS from OpenSSL as it comes (config(5), <c>OPENSSL_CONF</c>): TLS 1.3 and the pins.
    /// A proxy that does not do these ends in a failed run.</summary>
    /// <returns>The file.</returns>
    public static string WriteOpenSslConfiguration(WorkFolder folder)
    {
        var path = Path.Combine(folder.Path, "openssl.cnf");
        File.WriteAllText(path, $"""
            openssl_conf = settings
            [settings]
            ssl_conf = modules
            [modules]
            system_default = pinned
            [pinned]
            MinProtocol = TLSv1.3
            Ciphersuites = {Tls13Suite}
            Groups = {Group}

            """);
        return path;
    }
}
