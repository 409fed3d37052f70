using Microsoft.Extensions.Logging;

namespace Aspire.Hosting.Orchestration;

/// <summary>What this folder logs.</summary>
internal static partial class OrchestrationLog
{
    [LoggerMessage(Level = LogLevel.Error, Message = "{Sentence}")]
    public static partial void Failed(this ILogger logger, string sentence);

    [LoggerMessage(Level = LogLevel.Warning, Message = "'{Resource}' ended {How}; its console log tells why")]
    public static partial void EndedByItself(this ILogger logger, string resource, string how);

    [LoggerMessage(Level = LogLevel.Warning, Message = "A subscriber to an event of '{Resource}' failed: {Reason}")]
    public static partial void SubscriberFailed(this ILogger logger, string resource, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "A subscriber to an event of the application failed: {Reason}")]
    public static partial void ApplicationSubscriberFailed(this ILogger logger, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "A link of '{Resource}' could not be made: {Reason}")]
    public static partial void UrlFailed(this ILogger logger, string resource, string reason);
}
