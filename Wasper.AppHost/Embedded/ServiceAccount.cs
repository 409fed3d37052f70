using System.Globalization;
using Wasper.BinaryCache;

namespace Wasper.AppHost.Embedded;

/// <summary>
/// Whom PostgreSQL runs as: it refuses to be root, so that root hands it to the account <c>postgres</c> where there is one, else to
/// <c>nobody</c>. Anyone else runs it themselves.
/// </summary>
internal sealed record ServiceAccount(string? Name, int UserId, int GroupId)
{
    private static readonly string[] _accounts = ["postgres", "nobody"];

    public static ServiceAccount Self { get; } = new(null, -1, -1);

    public bool IsSelf => Name is null;

    public static ServiceAccount Choose() => Environment.IsPrivilegedProcess && !OperatingSystem.IsWindows()
        ? Choose(File.ReadAllLines("/etc/passwd"))
        : Self;

    /// <param name="passwd">The lines of <c>/etc/passwd</c>.</param>
    /// <exception cref="PreparationException">There is no such account.</exception>
    internal static ServiceAccount Choose(IReadOnlyCollection<string> passwd)
        => _accounts.Select(name => Read(passwd, name)).FirstOrDefault(account => account is not null)
            ?? throw new PreparationException("PostgreSQL never runs as root, and there is no account 'postgres' or 'nobody' to run it as: start the AppHost as another user.");

    /// <summary>The command line that runs <paramref name="program"/> as this account. It is replaced by the program: same process id.</summary>
    public IReadOnlyList<string> CommandLine(string program, params IEnumerable<string> arguments)
        => IsSelf
            ? [program, .. arguments]
            : ["setpriv", $"--reuid={UserId}", $"--regid={GroupId}", "--clear-groups", "--", program, .. arguments];

    /// <summary>The same, to be run from here, in a folder that every account may look at.</summary>
    public ToolProcess Tool(TimeSpan limit, string input, string program, params IEnumerable<string> arguments)
    {
        var line = CommandLine(program, arguments);
        return new ToolProcess(line[0], line.Skip(1)) { WorkingDirectory = "/", Limit = limit, Input = input };
    }

    /// <summary>Gives a file, or a folder and all below it, to this account.</summary>
    public async Task GiveAsync(string path, CancellationToken cancellationToken)
    {
        if (!IsSelf)
        {
            await new ToolProcess("chown", "-R", $"{UserId}:{GroupId}", path).RunCheckedAsync($"Giving '{path}' to '{Name}'", cancellationToken);
        }
    }

    /// <summary>Whether this account can reach what is in <paramref name="folder"/>.</summary>
    public async Task<bool> CanReachAsync(string folder, CancellationToken cancellationToken)
        => IsSelf || (await Tool(TimeSpan.FromSeconds(10), "", "test", "-x", folder).RunAsync(cancellationToken)).ExitCode == 0;

    private static ServiceAccount? Read(IEnumerable<string> passwd, string name)
        => passwd.Select(line => line.Split(':'))
            .Where(fields => fields.Length > 3 && fields[0] == name)
            .Select(fields => new ServiceAccount(name, int.Parse(fields[2], CultureInfo.InvariantCulture), int.Parse(fields[3], CultureInfo.InvariantCulture)))
            .FirstOrDefault();
}
