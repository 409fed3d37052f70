using Microsoft.Extensions.Logging;

namespace Aspire.Hosting.Dashboard;

/// <summary>What this folder logs.</summary>
internal static partial class DashboardLog
{
    /// <summary>Holds the token: the console is where its user finds it, as in Aspire.</summary>
    [LoggerMessage(Level = LogLevel.Information, Message = "Login to the dashboard at {LoginUrl}")]
    public static partial void DashboardReady(this ILogger logger, Uri loginUrl);

    [LoggerMessage(Level = LogLevel.Information, Message = "The dashboard is at {Url}, open to everyone on this machine")]
    public static partial void DashboardOpen(this ILogger logger, Uri url);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The dashboard has not answered at {Url} within {Seconds} s; try the address later")]
    public static partial void DashboardSilent(this ILogger logger, double seconds, Uri url);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The application runs without its dashboard: {Reason}")]
    public static partial void DashboardUnavailable(this ILogger logger, string reason);

    [LoggerMessage(Level = LogLevel.Error, Message = "The application runs without its dashboard")]
    public static partial void DashboardFailed(this ILogger logger, Exception exception);
}
