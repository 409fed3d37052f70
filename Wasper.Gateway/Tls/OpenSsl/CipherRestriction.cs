using System.Text;

namespace Wasper.Gateway.Tls.OpenSsl;

/// <summary>Restricts what TLS offers to Mozilla's intermediate list (its guidelines on server-side TLS), without the
/// finite-field suites and groups in it.</summary>
/// <remarks>
/// <see cref="System.Net.Security.CipherSuitesPolicy"/> would turn session resumption off (spec/gateway.md), and it knows nothing of groups. What OpenSSL's own
/// configuration says holds for every context the process makes, so for the gateway's own requests over TLS too.
/// </remarks>
internal static partial class CipherRestriction
{
    /// <summary>The variable by which operators give OpenSSL a configuration of their own.</summary>
    public const string OwnConfiguration = "OPENSSL_CONF";

    private const string Ciphers =
        "ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-RSA-AES128-GCM-SHA256:ECDHE-ECDSA-AES256-GCM-SHA384:ECDHE-RSA-AES256-GCM-SHA384:"
        + "ECDHE-ECDSA-CHACHA20-POLY1305:ECDHE-RSA-CHACHA20-POLY1305";

    private const string Tls13Ciphers = "TLS_AES_128_GCM_SHA256:TLS_AES_256_GCM_SHA384:TLS_CHACHA20_POLY1305_SHA256";

    private const string Groups = "X25519:prime256v1:secp384r1";

    /// <summary>The first version of OpenSSL that knows X25519MLKEM768. An older one refuses a whole list for a group it does not know.</summary>
    private static readonly Version _postQuantum = new(3, 5);

    /// <summary>Whether and why the list is in force in this process.</summary>
    public static CipherRestrictionState State { get; private set; } = CipherRestrictionState.NotApplied;

    /// <summary>To be called before anything in the process has used OpenSSL: .NET looks only once whether a configuration names ciphers.</summary>
    public static void Apply() => State = TryApply();

    /// <summary>Says in the log where the list is not in force.</summary>
    public static void Report(ILogger logger)
    {
        if (State == CipherRestrictionState.OperatorsOwn)
        {
            Log.OperatorsOwn(logger, OwnConfiguration);
        }
        else if (State == CipherRestrictionState.Refused)
        {
            Log.Refused(logger);
        }
    }

    /// <summary>The configuration for a version of OpenSSL.</summary>
    internal static string Configuration(Version version) => $"""
        openssl_conf = gateway
        [gateway]
        ssl_conf = contexts
        [contexts]
        system_default = intermediate
        [intermediate]
        MinProtocol = TLSv1.2
        CipherString = {Ciphers}
        Ciphersuites = {Tls13Ciphers}
        Groups = {(version >= _postQuantum ? "X25519MLKEM768:" : "")}{Groups}
        Options = ServerPreference,PrioritizeChaCha

        """;

    private static CipherRestrictionState TryApply()
    {
        if (!OperatingSystem.IsLinux())
        {
            return CipherRestrictionState.NoOpenSsl;
        }

        if (Environment.GetEnvironmentVariable(OwnConfiguration) is { Length: > 0 })
        {
            return CipherRestrictionState.OperatorsOwn;
        }

        try
        {
            var configuration = Encoding.ASCII.GetBytes(Configuration(LibCrypto.Version));
            return LibCrypto.TryLoadConfiguration(configuration) ? CipherRestrictionState.Applied : CipherRestrictionState.Refused;
        }
        catch (Exception exception) when (exception is DllNotFoundException or EntryPointNotFoundException)
        {
            return CipherRestrictionState.Refused;
        }
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Information, "TLS offers what the file in {Variable} says; the gateway adds nothing of its own.")]
        public static partial void OperatorsOwn(ILogger logger, string variable);

        [LoggerMessage(LogLevel.Warning, "OpenSSL did not take the gateway's list of ciphers and groups, or it is not version 3: TLS offers its own.")]
        public static partial void Refused(ILogger logger);
    }
}
