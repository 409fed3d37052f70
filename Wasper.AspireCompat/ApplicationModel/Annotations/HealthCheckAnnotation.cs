namespace Aspire.Hosting.ApplicationModel;

/// <summary>A health check of the application's <c>HealthCheckService</c> that tells the health of the resource.</summary>
public class HealthCheckAnnotation(string key) : IResourceAnnotation
{
    /// <summary>The name under which the check is registered.</summary>
    public string Key { get; } = key;
}
