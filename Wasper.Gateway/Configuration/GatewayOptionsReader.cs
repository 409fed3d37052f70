using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;
using Wasper.Gateway.AccessLog;
using Wasper.Gateway.Acme.Options;
using Wasper.Gateway.Admin;
using Wasper.Gateway.Caching.Assets;
using Wasper.Gateway.Caching.Compression;
using Wasper.Gateway.Draining;
using Wasper.Gateway.Headers.Policy;
using Wasper.Gateway.Holding;
using Wasper.Gateway.Listening;
using Wasper.Gateway.Protection;
using Wasper.Gateway.Proxy;
using Wasper.Gateway.Tls;
using Wasper.Gateway.Webhooks;

namespace Wasper.Gateway.Configuration;

/// <summary>Reads the section <c>Gateway</c> and collects every error in it, so that a wrong file is mended in one go.</summary>
internal static class GatewayOptionsReader
{
    private const int DefaultHttpPort = 8080;
    private const int DefaultHttpsPort = 8443;
    private const int DefaultBodyMegabytes = 100;
    private const int DefaultTimeoutSeconds = 900;
    private const int DefaultHealthPollSeconds = 10;

    /// <summary>Reads the options, or gives one sentence per wrong value.</summary>
    public static bool TryRead(IConfiguration configuration, [NotNullWhen(true)] out GatewayOptions? options, out IReadOnlyList<string> errors)
    {
        var found = new List<string>();
        var section = new SectionReader(configuration.GetSection(GatewayOptions.Section), found);

        // Set in Microsoft's base images.
        var isContainer = string.Equals(configuration["DOTNET_RUNNING_IN_CONTAINER"], "true", StringComparison.OrdinalIgnoreCase);
        var read = Read(section, isContainer);
        section.RefuseUnknownKeys();
        errors = found;
        options = found.Count == 0 ? read : null;
        return options is not null;
    }

    private static GatewayOptions Read(SectionReader section, bool isContainer)
    {
        var httpPort = section.Number("HttpPort", DefaultHttpPort, 1, 65535);
        var httpsPort = section.Number("HttpsPort", DefaultHttpsPort, 1, 65535);
        if (httpPort == httpsPort)
        {
            section.Fail("HttpsPort", httpsPort.ToString(CultureInfo.InvariantCulture), "is the HTTP port too: give the two different ports");
        }

        var certificateDirectory = CertificateDirectory(section);
        var certificate = CertificateOptions.Read(section.Child("Certificate"), certificateDirectory);
        var domains = Domains(section);
        return new GatewayOptions
        {
            Upstream = Upstream(section),
            HttpPort = httpPort,
            HttpsPort = httpsPort,
            PublicHttpsPort = section.Number("PublicHttpsPort", httpsPort, 1, 65535),

            // A container's own loopback is reached by nobody: the port mapping decides there who can connect.
            BindAny = section.Choice("BindAddress", isContainer ? "any" : "localhost", "localhost", "any") == "any",
            CertificateDirectory = certificateDirectory,
            Certificate = certificate,
            Domains = domains,
            MaxRequestBodyBytes = section.Number("MaxRequestBodyMegabytes", DefaultBodyMegabytes, 1, 10_000) * 1024L * 1024L,
            UpstreamTimeout = TimeSpan.FromSeconds(section.Number("UpstreamTimeoutSeconds", DefaultTimeoutSeconds, 1, 86_400)),
            TrustedProxies = section.Networks("TrustedProxies"),
            ClientAddressHeader = section.HeaderName("ClientAddressHeader", "X-Forwarded-For"),
            Acme = Acme(section, domains, isUsed: certificate.Source is CertificateSourceKind.Acme),
            AppPage = AppPageOptions.Read(section.Child("AppPage")),
            HealthPoll = TimeSpan.FromSeconds(section.Number("HealthPollSeconds", DefaultHealthPollSeconds, 0, 3600)),
            Hold = HoldOptions.Read(section.Child("Hold")),
            Limits = LimitOptions.Read(section.Child("Limits")),
            RateLimit = RateLimitOptions.Read(section.Child("RateLimit")),
            AllowList = AllowListOptions.Read(section.Child("AllowList")),
            Drain = DrainOptions.Read(section.Child("Drain")),
            Webhooks = WebhookOptions.Read(section.Child("Webhooks"), certificateDirectory),
            Cache = CacheOptions.Read(section.Child("Cache")),
            Compression = CompressionOptions.Read(section.Child("Compression")),
            ContentSecurityPolicy = ContentSecurityPolicyOptions.Read(section.Child("ContentSecurityPolicy")),
            AccessLog = AccessLogOptions.Read(section.Child("AccessLog")),
            Admin = AdminOptions.Read(section.Child("Admin")),
        };
    }

    private static AcmeOptions Acme(SectionReader section, IReadOnlyList<string> domains, bool isUsed)
    {
        var acme = section.Child("Acme");
        var options = AcmeOptions.Read(acme);
        if (isUsed)
        {
            AcmeRequirements.Check(section, acme, domains, options);
        }

        return options;
    }

    private static Uri Upstream(SectionReader section)
    {
        var value = section.Text("Upstream");
        if (Uri.TryCreate(value, UriKind.Absolute, out var uri)
            && uri.Scheme is "http" or "https"
            && uri is { PathAndQuery: "/", UserInfo: "", Fragment: "" })
        {
            return uri;
        }

        section.Fail("Upstream", value, "is not the address of the app: set it to http://host:port, without a path");
        return new Uri("http://localhost");
    }

    private static string CertificateDirectory(SectionReader section)
    {
        var value = section.Text("CertificateDirectory") ?? "certs";
        if (File.Exists(value) || string.IsNullOrWhiteSpace(value))
        {
            section.Fail("CertificateDirectory", value, "is not a folder: name one the gateway may write to");
            return ".";
        }

        return Path.GetFullPath(value);
    }

    private static List<string> Domains(SectionReader section)
    {
        var names = section.List("Domains");
        foreach (var (key, name) in names.Where(name => !IsHostName(name.Value)))
        {
            section.Fail(key, name, name.StartsWith('*')
                ? "is a wildcard: list each of its hosts by itself"
                : "is not a host name: write it as example.com, one with other letters as xn--bcher-kva.example");
        }

        return [.. names.Select(name => name.Value)];
    }

    private static bool IsHostName(string value) => Ascii.IsValid(value) && Uri.CheckHostName(value) != UriHostNameType.Unknown;
}
