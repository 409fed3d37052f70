using Microsoft.Extensions.Configuration;

namespace Aspire.Hosting.Dashboard;

/// <summary>
/// Where the dashboard of this run listens, and the keys it is reached with. The names of the settings are Aspire's own, so that one launch profile serves
/// both sources of the hosting library. Not a record: a record would print its keys.
/// </summary>
internal sealed class DashboardOptions
{
    private const string Frontend = "ASPNETCORE_URLS";
    private const string OtlpGrpc = "ASPIRE_DASHBOARD_OTLP_ENDPOINT_URL";
    private const string OtlpHttp = "ASPIRE_DASHBOARD_OTLP_HTTP_ENDPOINT_URL";

    /// <summary>The name of the setting of <see cref="ResourceServicePort"/>.</summary>
    public const string ResourceServiceSetting = "ASPIRE_RESOURCE_SERVICE_ENDPOINT_URL";

    /// <summary>The addresses of the pages, at least one, ports included.</summary>
    public required IReadOnlyList<Uri> FrontendUrls { get; init; }

    /// <summary>Where services send telemetry by gRPC.</summary>
    public required Uri OtlpGrpcUrl { get; init; }

    /// <summary>Where services send telemetry by HTTP. Null: not offered, as no setting asks for it.</summary>
    public Uri? OtlpHttpUrl { get; init; }

    /// <summary>The value of the header <c>x-otlp-api-key</c>.</summary>
    public required string OtlpApiKey { get; init; }

    /// <summary>The port on which the dashboard finds the resources; 0: any.</summary>
    public required int ResourceServicePort { get; init; }

    /// <summary>The value of the header <c>x-resource-service-api-key</c>.</summary>
    public required string ResourceServiceApiKey { get; init; }

    /// <summary>The value of the header <c>x-api-key</c>, with which a program reads the telemetry under <c>/api/telemetry</c>.</summary>
    public required string ApiKey { get; init; }

    /// <summary>What a browser logs in with. Null: nobody has to.</summary>
    public string? BrowserToken { get; init; }

    /// <summary>The heading of the pages.</summary>
    public required string ApplicationName { get; init; }

    /// <summary>The address to open in a browser. Holds <see cref="BrowserToken"/>: for the console of who started the application, and no other log.</summary>
    public Uri LoginUrl => BrowserToken is null ? BrowserUrl : new Uri(BrowserUrl, "login?t=" + Uri.EscapeDataString(BrowserToken));

    /// <summary>The first of <see cref="FrontendUrls"/> as a browser on this machine reaches it: 0.0.0.0 can be listened on, but not gone to.</summary>
    public Uri BrowserUrl => FrontendUrls[0].Host is "0.0.0.0" or "[::]" ? new UriBuilder(FrontendUrls[0]) { Host = "localhost" }.Uri : FrontendUrls[0];

    /// <summary>The addresses that the dashboard's process listens on, each with the setting it is chosen by.</summary>
    public IEnumerable<(string Setting, Uri Url)> Addresses =>
    [
        .. FrontendUrls.Select(url => (Frontend, url)),
        (OtlpGrpc, OtlpGrpcUrl),
        .. OtlpHttpUrl is null ? Array.Empty<(string, Uri)>() : [(OtlpHttp, OtlpHttpUrl)],
    ];

    /// <summary>Reads the settings; picks free ports on loopback and new keys where there are none.</summary>
    /// <exception cref="DistributedApplicationException">A setting is malformed, or would show the dashboard to the network unprotected.</exception>
    public static DashboardOptions Read(IConfiguration configuration, string applicationName)
    {
        var settings = new DashboardSettings(configuration);
        using var ports = new FreePorts();
        return new DashboardOptions
        {
            FrontendUrls = settings.Urls(Frontend) is { Count: > 0 } urls ? [.. urls.Select(ports.Complete)] : [ports.Complete(new Uri("http://localhost:0"))],
            OtlpGrpcUrl = ports.Complete(settings.Url(OtlpGrpc, "DOTNET_DASHBOARD_OTLP_ENDPOINT_URL") ?? new Uri("http://127.0.0.1:0")),
            OtlpHttpUrl = settings.Url(OtlpHttp, "DOTNET_DASHBOARD_OTLP_HTTP_ENDPOINT_URL") is { } url ? ports.Complete(url) : null,
            OtlpApiKey = settings.Key("AppHost:OtlpApiKey"),
            ResourceServicePort = settings.LoopbackPort(ResourceServiceSetting, "DOTNET_RESOURCE_SERVICE_ENDPOINT_URL") ?? 0,
            ResourceServiceApiKey = settings.Key("AppHost:ResourceService:ApiKey"),
            ApiKey = settings.Key("AppHost:DashboardApiKey"),
            BrowserToken = settings.Flag("ASPIRE_DASHBOARD_UNSECURED_ALLOW_ANONYMOUS", "DOTNET_DASHBOARD_UNSECURED_ALLOW_ANONYMOUS")
                ? null
                : settings.Key("AppHost:BrowserToken"),
            ApplicationName = applicationName,
        };
    }
}
