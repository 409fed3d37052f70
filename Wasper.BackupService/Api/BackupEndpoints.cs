using Microsoft.AspNetCore.Http.HttpResults;
using Wasper.BackupService.Archive;
using Wasper.BackupService.Capture;

namespace Wasper.BackupService.Api;

/// <summary>Backups over HTTP: 2xx means that it is good; everything else carries problem details with one sentence and a <c>code</c>.</summary>
internal static class BackupEndpoints
{
    public static void MapBackups(this IEndpointRouteBuilder app)
    {
        var backups = app.MapGroup("/backups");
        backups.AddEndpointFilter<FailureFilter>();
        backups.MapGet("/", ListAsync);
        backups.MapGet("/{id}", GetAsync);

        var changes = backups.MapGroup("");
        changes.AddEndpointFilter<NoBrowserFilter>();
        changes.MapPost("/", MakeAsync);
        changes.MapPost("/{id}/verify", VerifyAsync);
    }

    private static async Task<Ok<IReadOnlyList<BackupReport>>> ListAsync(BackupCatalog catalog, CancellationToken cancellationToken)
        => TypedResults.Ok(await catalog.ListAsync(cancellationToken));

    private static async Task<Ok<BackupReport>> GetAsync(string id, BackupCatalog catalog, CancellationToken cancellationToken)
        => TypedResults.Ok(await BackupCatalog.ReportAsync(catalog.Find(id), cancellationToken));

    // Answers when the backup is complete. It goes on when the client leaves: that is no reason to be without it. It ends with the service.
    private static async Task<Created<BackupReport>> MakeAsync(BackupRunner runner, BackupCatalog catalog, IHostApplicationLifetime lifetime)
    {
        var manifest = await runner.RunAsync(lifetime.ApplicationStopping);
        var report = await BackupCatalog.ReportAsync(catalog.Find(manifest.Id), CancellationToken.None);
        return TypedResults.Created($"/backups/{report.Id}", report);
    }

    private static async Task<Ok<VerificationReport>> VerifyAsync(
        string id, BackupCatalog catalog, BackupVerifier verifier, IHostApplicationLifetime lifetime, CancellationToken cancellationToken)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, lifetime.ApplicationStopping);
        var verification = await verifier.VerifyAsync(catalog.Find(id), either.Token);
        return verification.Problem is { } problem
            ? throw new BackupException(BackupFailure.Damaged, problem)
            : TypedResults.Ok(VerificationReport.Of(verification));
    }
}
