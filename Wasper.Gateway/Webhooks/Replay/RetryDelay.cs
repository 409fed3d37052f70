using System.Globalization;

namespace Wasper.Gateway.Webhooks.Replay;

/// <summary>How long a flow waits after the app has failed a delivery.</summary>
internal static class RetryDelay
{
    private static readonly TimeSpan _first = TimeSpan.FromSeconds(1);

    /// <summary>Redis or PostgreSQL being back should not go unnoticed for long.</summary>
    private static readonly TimeSpan _longest = TimeSpan.FromMinutes(2);

    /// <summary>Twice as long each time; at least what the app asks for, as far as that is within reason.</summary>
    public static TimeSpan After(int failures, string? retryAfter)
    {
        var wait = _first * Math.Pow(2, Math.Min(failures, 10) - 1);
        if (int.TryParse(retryAfter, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) && TimeSpan.FromSeconds(seconds) > wait)
        {
            wait = TimeSpan.FromSeconds(seconds);
        }

        return wait < _longest ? wait : _longest;
    }
}
