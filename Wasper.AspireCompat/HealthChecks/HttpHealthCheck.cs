using System.Globalization;
using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Aspire.Hosting;

/// <summary>Healthy, if a GET request is answered with the expected status.</summary>
internal sealed class HttpHealthCheck(HttpHealthCheckClient client, EndpointReference endpoint, string? path, int statusCode) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        if (!endpoint.IsAllocated)
        {
            return HealthCheckResult.Unhealthy($"The endpoint '{endpoint.EndpointName}' has no address yet.");
        }

        var url = new Uri(new Uri(endpoint.Url), path);
        try
        {
            using var response = await client.Http.GetAsync(url, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
            return (int)response.StatusCode == statusCode
                ? HealthCheckResult.Healthy()
                : HealthCheckResult.Unhealthy(string.Create(CultureInfo.InvariantCulture, $"{url} answers {(int)response.StatusCode}, not {statusCode}."));
        }
        catch (HttpRequestException exception)
        {
            return HealthCheckResult.Unhealthy($"{url} does not answer: {exception.Message}");
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return HealthCheckResult.Unhealthy($"{url} did not answer within {client.Http.Timeout.TotalSeconds:0} s.");
        }
    }
}
