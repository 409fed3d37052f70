namespace Wasper.Gateway.Headers.Policy;

/// <summary>What becomes of the Content-Security-Policy.</summary>
internal enum PolicyMode
{
    /// <summary>None is sent, and the app's own passes.</summary>
    Off,

    /// <summary>Browsers report what they would refuse, and refuse nothing.</summary>
    ReportOnly,

    /// <summary>Browsers refuse what the policy does not name.</summary>
    Enforce,
}
