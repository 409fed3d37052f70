using Aspire.Hosting.Dcp.Objects;

namespace Aspire.Hosting.Dashboard;

/// <summary>The dashboard as DCP runs it: a process beside the resources, which ends with this one whatever becomes of it.</summary>
internal static class DashboardExecutable
{
    public const string Name = "aspire-dashboard";

    /// <param name="dashboardPath">The program <c>aspire-managed</c>.</param>
    /// <param name="options">Where it listens.</param>
    /// <param name="resourceService">Where it finds the resources.</param>
    public static DcpExecutable Create(string dashboardPath, DashboardOptions options, Uri resourceService) => new()
    {
        Metadata = new DcpMetadata { Name = Name },
        Spec = new DcpExecutableSpec
        {
            ExecutablePath = dashboardPath,
            WorkingDirectory = Path.GetDirectoryName(dashboardPath),
            Args = ["dashboard"],
            Env = [.. Environment(options, resourceService).Select(variable => new DcpEnvVar(variable.Name, variable.Value))],
            AmbientEnvironment = DcpAmbientEnvironment.Inherit,
        },
    };

    /// <summary>Every variable that matters is set, with an empty value too: DCP passes on the environment of this process, which may hold others.</summary>
    private static IEnumerable<(string Name, string Value)> Environment(DashboardOptions options, Uri resourceService)
    {
        yield return ("ASPNETCORE_URLS", string.Join(';', options.FrontendUrls));
        yield return ("ASPNETCORE_ENVIRONMENT", "Production");
        yield return ("DOTNET_ENVIRONMENT", "Production");
        yield return ("ASPIRE_DASHBOARD_OTLP_ENDPOINT_URL", options.OtlpGrpcUrl.ToString());
        yield return ("ASPIRE_DASHBOARD_OTLP_HTTP_ENDPOINT_URL", options.OtlpHttpUrl?.ToString() ?? string.Empty);
        yield return ("ASPIRE_RESOURCE_SERVICE_ENDPOINT_URL", resourceService.ToString());

        // Which addresses may do without a certificate was decided when the options were read.
        yield return ("ASPIRE_ALLOW_UNSECURED_TRANSPORT", "true");
        yield return ("ASPIRE_DASHBOARD_UNSECURED_ALLOW_ANONYMOUS", "false");

        yield return ("DASHBOARD__FRONTEND__AUTHMODE", options.BrowserToken is null ? "Unsecured" : "BrowserToken");
        yield return ("DASHBOARD__FRONTEND__BROWSERTOKEN", options.BrowserToken ?? string.Empty);
        yield return ("DASHBOARD__OTLP__AUTHMODE", options.BrowserToken is null ? "Unsecured" : "ApiKey");
        yield return ("DASHBOARD__OTLP__PRIMARYAPIKEY", options.OtlpApiKey);
        yield return ("DASHBOARD__API__AUTHMODE", "ApiKey");
        yield return ("DASHBOARD__API__PRIMARYAPIKEY", options.ApiKey);
        yield return ("DASHBOARD__RESOURCESERVICECLIENT__AUTHMODE", "ApiKey");
        yield return ("DASHBOARD__RESOURCESERVICECLIENT__APIKEY", options.ResourceServiceApiKey);
    }
}
