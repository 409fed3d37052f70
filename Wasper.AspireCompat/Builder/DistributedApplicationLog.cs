using Microsoft.Extensions.Logging;

namespace Aspire.Hosting;

internal static partial class DistributedApplicationLog
{
    [LoggerMessage(LogLevel.Information, "The application of {Directory} starts; press Ctrl+C to stop it.")]
    public static partial void Starting(this ILogger logger, string directory);
}
