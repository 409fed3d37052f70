namespace Wasper.Gateway.Acme.Renewal;

/// <summary>How long to wait after failures.</summary>
internal static class BackOff
{
    /// <summary>Share of a wait that is added at random, so that gateways that failed together do not come back together.</summary>
    private const double Jitter = 0.1;

    private static readonly TimeSpan[] _afterOrders = [TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(10), TimeSpan.FromMinutes(100), TimeSpan.FromDays(1)];

    // A preflight costs an issuer nothing, and people wait for it while they set up their DNS.
    private static readonly TimeSpan[] _afterPreflights = [TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(2), TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(10)];

    private static readonly TimeSpan[] _afterErrors = [TimeSpan.FromSeconds(10), TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(10)];

    /// <param name="random">From 0 to 1, the same for the same failure.</param>
    public static TimeSpan AfterOrders(int failures, Urgency urgency, double random) => Spread(Least(Of(_afterOrders, failures), urgency), random);

    public static TimeSpan AfterPreflights(int failures, double random) => Spread(Of(_afterPreflights, failures), random);

    /// <summary>After a check that ended in an error nobody foresaw.</summary>
    public static TimeSpan AfterErrors(int errors, double random) => Spread(Of(_afterErrors, errors), random);

    private static TimeSpan Of(TimeSpan[] steps, int failures) => failures <= 0 ? TimeSpan.Zero : steps[Math.Min(failures, steps.Length) - 1];

    private static TimeSpan Least(TimeSpan wait, Urgency urgency)
    {
        var most = urgency switch
        {
            Urgency.Critical => TimeSpan.FromMinutes(10),
            Urgency.Emergency => TimeSpan.FromHours(1),
            _ => TimeSpan.MaxValue,
        };
        return wait < most ? wait : most;
    }

    private static TimeSpan Spread(TimeSpan wait, double random) => wait * (1 + (Jitter * random));
}
