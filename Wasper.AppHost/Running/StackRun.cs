using Microsoft.Extensions.DependencyInjection;
using Wasper.AppHost.Embedded;
using Wasper.BinaryCache;

namespace Wasper.AppHost.Running;

/// <summary>Runs the application to its end and makes an exit code of it.</summary>
internal static class StackRun
{
    /// <summary>Runs, or publishes; failures that the user can mend are one sentence on standard error, without a stack trace.</summary>
    public static async Task<int> RunStackAsync(this DistributedApplication app)
    {
        await using (app)
        {
            try
            {
                var isRun = app.Services.GetRequiredService<DistributedApplicationExecutionContext>().IsRunMode;
                var startup = isRun ? StartupWatch.Begin(app) : null;
                await app.RunAsync();
                return startup is { Failed: true } ? ExitCode.Failure : ExitCode.Success;
            }
            catch (Exception exception) when (Sentence(exception) is { } sentence)
            {
                await Console.Error.WriteLineAsync(sentence);
                return ExitCode.Failure;
            }
        }
    }

    /// <summary>The message of an expected failure, which others may have wrapped on its way here; null for a defect.</summary>
    private static string? Sentence(Exception? exception) => exception switch
    {
        null => null,
        PreparationException or BinaryCacheException or DistributedApplicationException => exception.Message,
        AggregateException many => many.InnerExceptions.Select(Sentence).FirstOrDefault(sentence => sentence is not null),
        _ => Sentence(exception.InnerException),
    };
}
