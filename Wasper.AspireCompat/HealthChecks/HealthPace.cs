namespace Aspire.Hosting.HealthChecks;

/// <summary>
/// The time from one health check to the next. While a resource is not healthy it is asked often, at first every 0.1 s: others wait for it. Once it is, every
/// 30 s is enough for the dashboard.
/// </summary>
internal sealed class HealthPace
{
    private const double Growth = 1.5;

    private static readonly TimeSpan _first = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan _longest = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan _healthy = TimeSpan.FromSeconds(30);

    private TimeSpan _next = _first;

    /// <summary>How long to wait after a check with this outcome.</summary>
    public TimeSpan After(bool isHealthy)
    {
        if (isHealthy)
        {
            _next = _first;
            return _healthy;
        }

        var delay = _next;
        _next = _next * Growth < _longest ? _next * Growth : _longest;
        return delay;
    }
}
