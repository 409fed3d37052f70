using Microsoft.Extensions.Logging;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>What this folder logs: the first one to the application's log, the others to that of a resource.</summary>
internal static partial class NotificationLog
{
    [LoggerMessage(Level = LogLevel.Debug, Message = "'{Resource}' is {State}")]
    public static partial void StateChanged(this ILogger logger, string resource, string state);

    [LoggerMessage(Level = LogLevel.Information, Message = "Waiting until '{Resource}' is healthy")]
    public static partial void WaitsForHealth(this ILogger logger, string resource);

    [LoggerMessage(Level = LogLevel.Information, Message = "Waiting until '{Resource}' runs")]
    public static partial void WaitsForStart(this ILogger logger, string resource);

    [LoggerMessage(Level = LogLevel.Information, Message = "Waiting until '{Resource}' has completed")]
    public static partial void WaitsForCompletion(this ILogger logger, string resource);

    [LoggerMessage(Level = LogLevel.Information, Message = "Command '{Command}': {Result}")]
    public static partial void CommandSucceeded(this ILogger logger, string command, string result);

    [LoggerMessage(Level = LogLevel.Error, Message = "Command '{Command}' failed: {Reason}")]
    public static partial void CommandFailed(this ILogger logger, string command, string reason);
}
