using System.Text.RegularExpressions;

namespace Wasper.Tests.AspireCompat.Api;

/// <summary>The public API of Aspire as the files of the folder <c>aspire-api</c> list it, one member a line.</summary>
internal sealed partial class ApiListing
{
    /// <summary>Names the folder that holds <c>aspire-api</c>; without it every folder above the tests is searched for <c>shared</c>.</summary>
    public const string SharedFolderVariable = "WASPER_SHARED";

    private readonly Dictionary<string, ApiType> _types = new(StringComparer.Ordinal);

    public IReadOnlyCollection<ApiType> Types => _types.Values;

    /// <summary>Null where the machine has no listings.</summary>
    public static string? FindFolder(string start, string? shared)
    {
        if (!string.IsNullOrEmpty(shared))
        {
            return ExistingOrNull(Path.Combine(shared, "aspire-api"))
                ?? throw new DirectoryNotFoundException($"{SharedFolderVariable} is '{shared}', but there is no folder 'aspire-api' in it.");
        }

        for (var folder = new DirectoryInfo(start); folder is not null; folder = folder.Parent)
        {
            if (ExistingOrNull(Path.Combine(folder.FullName, "shared", "aspire-api")) is { } found)
            {
                return found;
            }
        }

        return null;
    }

    public static ApiListing Read(string folder)
    {
        var listing = new ApiListing();
        foreach (var file in Directory.EnumerateFiles(folder, "*.txt").Order(StringComparer.Ordinal))
        {
            listing.Add(File.ReadAllLines(file), file);
        }

        return listing;
    }

    public static ApiListing Parse(string text)
    {
        var listing = new ApiListing();
        listing.Add(text.Split('\n'), "the text");
        return listing;
    }

    public ApiType? Find(string name) => _types.GetValueOrDefault(name);

    private void Add(IReadOnlyList<string> lines, string source)
    {
        var members = new List<string>();
        foreach (var line in lines)
        {
            if (string.IsNullOrWhiteSpace(line) || line.StartsWith('#'))
            {
                continue;
            }

            if (line.StartsWith("  ", StringComparison.Ordinal))
            {
                members.Add(line.Trim());
            }
            else if (Heading().Match(line) is { Success: true } heading)
            {
                members = [];
                Add(heading, members);
            }
            else if (members.Count > 0)
            {
                // A default value with a line break in it goes on in the next line.
                members[^1] += $"\n{line}";
            }
            else
            {
                throw new FormatException($"{source}: '{line}' is neither a type nor a member of one.");
            }
        }
    }

    private void Add(Match heading, IReadOnlyList<string> members)
    {
        var name = heading.Groups["name"].Value;
        var bases = SplitOutsideBrackets(heading.Groups["bases"].Value);
        _types.Add(name, new ApiType(name, heading.Groups["kind"].Value, bases, heading.Groups["constraints"].Value, members));
    }

    private static List<string> SplitOutsideBrackets(string list)
    {
        var parts = new List<string>();
        var depth = 0;
        var start = 0;
        for (var i = 0; i < list.Length; i++)
        {
            depth += list[i] switch { '<' => 1, '>' => -1, _ => 0 };
            if (depth == 0 && list[i] == ',')
            {
                parts.Add(list[start..i].Trim());
                start = i + 1;
            }
        }

        if (start < list.Length)
        {
            parts.Add(list[start..].Trim());
        }

        return parts;
    }

    private static string? ExistingOrNull(string folder) => Directory.Exists(folder) ? folder : null;

    [GeneratedRegex(@"^(?<kind>(\[\S+\] )*([a-z]+ )*(class|struct|interface|enum|delegate)) (?<name>[\w.]+(<[^>]+>)?)( : (?<bases>.+?))?( (?<constraints>where .+))?$", RegexOptions.ExplicitCapture)]
    private static partial Regex Heading();
}
