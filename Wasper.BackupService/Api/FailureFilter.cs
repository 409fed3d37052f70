using Microsoft.AspNetCore.Http.HttpResults;

namespace Wasper.BackupService.Api;

/// <summary>Turns failures that an operator can mend into problem details.</summary>
internal sealed class FailureFilter : IEndpointFilter
{
    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        try
        {
            return await next(context);
        }
        catch (BackupException exception)
        {
            return Problem(exception.Failure, exception.Code, exception.Message);
        }
        catch (OperationCanceledException) when (!context.HttpContext.RequestAborted.IsCancellationRequested)
        {
            return Problem(BackupFailure.Stopped, "stopped", "The service is stopping: ask again when it has started.");
        }
    }

    private static ProblemHttpResult Problem(BackupFailure failure, string code, string sentence) => TypedResults.Problem(
        sentence, statusCode: StatusOf(failure), extensions: new Dictionary<string, object?> { ["code"] = code });

    private static int StatusOf(BackupFailure failure) => failure switch
    {
        BackupFailure.AlreadyRunning => StatusCodes.Status409Conflict,
        BackupFailure.UnknownBackup => StatusCodes.Status404NotFound,
        BackupFailure.DiskFull => StatusCodes.Status507InsufficientStorage,
        BackupFailure.DatabaseUnavailable or BackupFailure.Stopped => StatusCodes.Status503ServiceUnavailable,
        _ => StatusCodes.Status500InternalServerError,
    };
}
