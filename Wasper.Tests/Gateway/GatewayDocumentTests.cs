using System.Text.RegularExpressions;
using Microsoft.Extensions.Configuration;
using Wasper.Gateway.Configuration;
using Wasper.Tests.EndToEnd;

namespace Wasper.Tests.Gateway;

/// <summary>That <c>docs/gateway.md</c> names every setting there is.</summary>
public sealed partial class GatewayDocumentTests
{
    private const string NoSetting = "Misspelled";

    [Fact]
    public async Task Settings_AllOfThem_AreInTheDocument()
    {
        var document = await File.ReadAllTextAsync(Path.Combine(Repository.Root, "docs", "gateway.md"), TestContext.Current.CancellationToken);

        var settings = Known("").SelectMany(key => Known(key) is { Length: > 0 } inside ? inside.Select(name => $"{key}:{name}") : [key]).ToList();

        Assert.Contains("Limits:HeaderCount", settings);
        Assert.All(settings, setting => Assert.True(
            document.Contains($"`{setting}`", StringComparison.Ordinal)
                || document.Contains($"`{setting}:", StringComparison.Ordinal)
                || settings.Contains(ValueOf(setting)),
            setting));
    }

    // A secret has a second key, for a file.
    private static string ValueOf(string setting) => setting.EndsWith("File", StringComparison.Ordinal) ? setting[..^"File".Length] : "";

    /// <summary>The keys of a section, as the error about a misspelled one gives them; none where it is no section.</summary>
    private static string[] Known(string section)
    {
        var path = section.Length == 0 ? $"Gateway:{NoSetting}" : $"Gateway:{section}:{NoSetting}";
        var configuration = new ConfigurationBuilder().AddInMemoryCollection([KeyValuePair.Create(path, (string?)"x")]).Build();
        GatewayOptionsReader.TryRead(configuration, out _, out var errors);
        var names = errors.Select(error => Names().Match(error)).FirstOrDefault(match => match.Success && match.Groups[1].Value == path);
        return names is null ? [] : names.Groups[2].Value.Split(", ");
    }

    [GeneratedRegex(@"^(\S+) is not a setting of the gateway: remove it, or correct it to one of (.+) \(environment")]
    private static partial Regex Names();
}
