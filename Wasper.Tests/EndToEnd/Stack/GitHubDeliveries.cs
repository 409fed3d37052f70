using System.Text;
using System.Text.Json;
using Wasper.BinaryCache;
using Wasper.Tests.BinaryCache;

namespace Wasper.Tests.EndToEnd.Stack;

/// <summary>A webhook that GitHub sent, as recorded.</summary>
internal sealed record GitHubDelivery(string Event, byte[] Body);

/// <summary>The recorded deliveries of the npm package <c>@octokit/webhooks-examples</c> (MIT).</summary>
internal static class GitHubDeliveries
{
    private static readonly NpmPackage _package = new(
        "@octokit/webhooks-examples", "7.6.1", "De6U3XB6O3DtCa7bKgCMzTHdeopqqZ6SNivMYJnK65ierKL1AnNIA0tkRYCRS7lwGT792d+Ps1WbfHlso6MynQ==");

    /// <summary>All of them, fetched with the user's npm.</summary>
    public static async Task<IReadOnlyList<GitHubDelivery>> FetchAsync(CancellationToken cancellationToken)
    {
        using var folder = new TemporaryFolder();
        var content = Directory.CreateDirectory(folder["examples"]).FullName;
        await NpmClient.UnpackAsync(_package, content, _ => { }, cancellationToken);
        await using var stream = File.OpenRead(Path.Combine(content, "api.github.com", "index.json"));
        using var document = await JsonDocument.ParseAsync(stream, cancellationToken: cancellationToken);
        return [.. document.RootElement.EnumerateArray().SelectMany(
            kind => kind.GetProperty("examples").EnumerateArray(),
            (kind, example) => new GitHubDelivery(kind.GetProperty("name").GetString()!, Encoding.UTF8.GetBytes(example.GetRawText())))];
    }
}
