using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Wasper.AppHost.Commands;

/// <summary>The command <em>Back up now</em>: asks the backup service for one, and tells how it went.</summary>
internal static class BackUpCommand
{
    // pg_dump of a database that has grown for years, read back once.
    private static readonly TimeSpan _limit = TimeSpan.FromMinutes(30);

    public static IResourceBuilder<ProjectResource> WithBackUpCommand(this IResourceBuilder<ProjectResource> builder)
    {
        var address = builder.GetEndpoint("http");
        return builder.WithCommand(
            "back-up-now",
            "Back up now",
            context => BackUpAsync(new Uri(address.Url), context.CancellationToken),
            new CommandOptions
            {
                Description = "Dumps the database into the backups folder and checks the dump by reading it back.",
                IconName = "DatabaseArrowDown",
                IsHighlighted = true,
                UpdateState = CommandStates.WhenHealthy,
            });
    }

    private static async Task<ExecuteCommandResult> BackUpAsync(Uri service, CancellationToken cancellationToken)
    {
        using var client = new HttpClient { BaseAddress = service, Timeout = _limit };
        try
        {
            using var response = await client.PostAsync(new Uri("/backups", UriKind.Relative), content: null, cancellationToken);
            var answer = await response.Content.ReadFromJsonAsync<JsonObject>(cancellationToken);
            return response.IsSuccessStatusCode
                ? CommandResults.Success($"Backup {answer?["id"]} is complete and was read back.", answer?.ToJsonString() ?? "", CommandResultFormat.Json)
                : CommandResults.Failure($"{answer?["detail"] ?? answer?["title"] ?? (int)response.StatusCode}");
        }
        catch (HttpRequestException exception)
        {
            return CommandResults.Failure($"The backup service can't be reached: {exception.Message}");
        }
        catch (JsonException)
        {
            return CommandResults.Failure("The backup service did not answer with JSON: its console log tells more.");
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return CommandResults.Failure($"The backup did not end within {_limit.TotalMinutes:0} minutes; it may still go on: see the backup service's console log.");
        }
    }
}
