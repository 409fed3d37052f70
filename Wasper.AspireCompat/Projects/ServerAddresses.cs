using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting;

/// <summary>Tells ASP.NET Core where to listen.</summary>
internal static class ServerAddresses
{
    /// <summary>Sets the variables for all HTTP endpoints that do not have a variable of their own.</summary>
    public static IResourceBuilder<ProjectResource> WithServerAddresses(this IResourceBuilder<ProjectResource> builder) => builder.WithEnvironment(context =>
    {
        // Not before the project starts: endpoints are still being added.
        var endpoints = builder.Resource.GetEndpoints()
            .Where(endpoint => endpoint.Scheme is "http" or "https" && endpoint.EndpointAnnotation.TargetPortEnvironmentVariable is null)
            .ToList();
        if (context.ExecutionContext.IsRunMode)
        {
            SetForRun(context.EnvironmentVariables, endpoints);
        }
        else
        {
            SetForPublish(context.EnvironmentVariables, endpoints);
        }
    });

    private static void SetForRun(Dictionary<string, object> variables, List<EndpointReference> endpoints)
    {
        var urls = new ReferenceExpressionBuilder();
        foreach (var endpoint in endpoints)
        {
            urls.AppendLiteral(urls.IsEmpty ? string.Empty : ";");
            urls.Append($"{endpoint.Property(EndpointProperty.Scheme)}://{endpoint.EndpointAnnotation.TargetHost}:{endpoint.Property(EndpointProperty.TargetPort)}");
        }

        // Without any, too: the process would inherit the AppHost's own, which are the dashboard's.
        variables["ASPNETCORE_URLS"] = urls.Build();

        if (endpoints.Find(endpoint => endpoint.IsHttps) is { } https)
        {
            // For redirects: the port others see.
            variables["ASPNETCORE_HTTPS_PORT"] = https.Property(EndpointProperty.Port);
        }
    }

    private static void SetForPublish(Dictionary<string, object> variables, List<EndpointReference> endpoints)
    {
        // TLS ends before a deployed project, and what ends it tells of the client in headers.
        variables["ASPNETCORE_FORWARDEDHEADERS_ENABLED"] = "true";
        var ports = new ReferenceExpressionBuilder();
        foreach (var endpoint in endpoints.Where(endpoint => endpoint.IsHttp))
        {
            ports.AppendLiteral(ports.IsEmpty ? string.Empty : ";");
            ports.Append($"{endpoint.Property(EndpointProperty.TargetPort)}");
        }

        if (!ports.IsEmpty)
        {
            variables["HTTP_PORTS"] = ports.Build();
        }
    }
}
