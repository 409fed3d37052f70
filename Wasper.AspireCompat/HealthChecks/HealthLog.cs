using Microsoft.Extensions.Logging;

namespace Aspire.Hosting.HealthChecks;

/// <summary>What this folder logs.</summary>
internal static partial class HealthLog
{
    [LoggerMessage(Level = LogLevel.Warning, Message = "The health of '{Resource}' could not be checked, and is checked again: {Reason}")]
    public static partial void CheckFailed(this ILogger logger, string resource, string reason);

    [LoggerMessage(Level = LogLevel.Error, Message = "'{Resource}' runs, but what is done once it is ready failed: {Reason}")]
    public static partial void ReadyFailed(this ILogger logger, string resource, string reason);
}
