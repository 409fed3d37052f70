using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Wasper.Gateway.Configuration;

/// <summary>Reads the section <c>Gateway</c> and collects every error in it, so that a wrong file is mended in one go.</summary>
internal sealed class GatewayOptionsReader
{
    private const int DefaultHttpPort = 8080;
    private const int DefaultHttpsPort = 8443;
    private const int DefaultBodyMegabytes = 100;
    private const int DefaultTimeoutSeconds = 900;

    private static readonly string[] _keys =
    [
        "BindAddress", "CertificateDirectory", "Domains", "HttpPort", "HttpsPort", "MaxRequestBodyMegabytes", "PublicHttpsPort", "Upstream",
        "UpstreamTimeoutSeconds",
    ];

    private readonly IConfigurationSection _section;
    private readonly List<string> _errors = [];

    private readonly bool _isContainer;

    private GatewayOptionsReader(IConfiguration configuration)
    {
        _section = configuration.GetSection(GatewayOptions.Section);

        // Set in Microsoft's base images.
        _isContainer = string.Equals(configuration["DOTNET_RUNNING_IN_CONTAINER"], "true", StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>Reads the options, or gives one sentence per wrong value.</summary>
    public static bool TryRead(IConfiguration configuration, [NotNullWhen(true)] out GatewayOptions? options, out IReadOnlyList<string> errors)
    {
        var reader = new GatewayOptionsReader(configuration);
        var read = reader.Read();
        errors = reader._errors;
        options = reader._errors.Count == 0 ? read : null;
        return options is not null;
    }

    private GatewayOptions Read()
    {
        RefuseUnknownKeys();
        var httpPort = Number("HttpPort", DefaultHttpPort, 1, 65535);
        var httpsPort = Number("HttpsPort", DefaultHttpsPort, 1, 65535);
        if (httpPort == httpsPort)
        {
            Fail("HttpsPort", httpsPort.ToString(CultureInfo.InvariantCulture), "is the HTTP port too: give the two different ports");
        }

        return new GatewayOptions
        {
            Upstream = Upstream(),
            HttpPort = httpPort,
            HttpsPort = httpsPort,
            PublicHttpsPort = Number("PublicHttpsPort", httpsPort, 1, 65535),
            BindAny = BindAny(),
            CertificateDirectory = CertificateDirectory(),
            Domains = Domains(),
            MaxRequestBodyBytes = Number("MaxRequestBodyMegabytes", DefaultBodyMegabytes, 1, 10_000) * 1024L * 1024L,
            UpstreamTimeout = TimeSpan.FromSeconds(Number("UpstreamTimeoutSeconds", DefaultTimeoutSeconds, 1, 86_400)),
        };
    }

    // A misspelled key would otherwise be a setting that silently is not there.
    private void RefuseUnknownKeys()
    {
        foreach (var key in _section.GetChildren().Select(child => child.Key).Except(_keys, StringComparer.OrdinalIgnoreCase))
        {
            Fail(key, _section[key], $"is not a setting of the gateway: remove it, or correct it to one of {string.Join(", ", _keys)}");
        }
    }

    private Uri Upstream()
    {
        var value = _section["Upstream"];
        if (Uri.TryCreate(value, UriKind.Absolute, out var uri)
            && uri.Scheme is "http" or "https"
            && uri is { PathAndQuery: "/", UserInfo: "", Fragment: "" })
        {
            return uri;
        }

        Fail("Upstream", value, "is not the address of the app: set it to http://host:port, without a path");
        return new Uri("http://localhost");
    }

    private bool BindAny()
    {
        // A container's own loopback is reached by nobody: the port mapping decides there who can connect.
        var value = _section["BindAddress"] ?? (_isContainer ? "any" : "localhost");
        if (value is not ("localhost" or "any"))
        {
            Fail("BindAddress", value, "is not known: set it to localhost (this machine only) or any (all addresses)");
        }

        return value == "any";
    }

    private string CertificateDirectory()
    {
        var value = _section["CertificateDirectory"] ?? "certs";
        if (File.Exists(value) || string.IsNullOrWhiteSpace(value))
        {
            Fail("CertificateDirectory", value, "is not a folder: name one the gateway may write to");
            return ".";
        }

        return Path.GetFullPath(value);
    }

    private List<string> Domains()
    {
        if (_section["Domains"] is { } single)
        {
            Fail("Domains", single, "is a list: give every name its own index, the first as Gateway__Domains__0");
        }

        var names = _section.GetSection("Domains").GetChildren().ToList();
        foreach (var name in names.Where(name => Uri.CheckHostName(name.Value) == UriHostNameType.Unknown))
        {
            Fail($"Domains:{name.Key}", name.Value, "is not a host name: write it as example.com");
        }

        return [.. names.Select(name => name.Value).OfType<string>()];
    }

    private int Number(string key, int fallback, int least, int most)
    {
        var value = _section[key];
        if (value is null)
        {
            return fallback;
        }

        if (int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most)
        {
            return number;
        }

        Fail(key, value, $"is not usable: set it to a whole number from {least} to {most}");
        return fallback;
    }

    private void Fail(string key, string? value, string remedy) =>
        _errors.Add($"Gateway:{key} '{value}' {remedy} (environment: Gateway__{key.Replace(":", "__", StringComparison.Ordinal)}).");
}
