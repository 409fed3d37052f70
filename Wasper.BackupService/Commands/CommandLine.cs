using System.CommandLine;
using Wasper.BackupService.Archive;
using Wasper.ServiceDefaults;

namespace Wasper.BackupService.Commands;

/// <summary>The program as a command: <c>backup</c>, <c>list</c>, <c>show</c>, <c>verify</c>, <c>restore</c>, <c>prune</c>, <c>keys</c>. Works beside a running service and without one.</summary>
internal static class CommandLine
{
    // Time for pg_dump to end and its leftovers to go, after Ctrl+C or SIGTERM.
    private static readonly TimeSpan _terminationTimeout = TimeSpan.FromSeconds(8);

    public static async Task<int> RunAsync(string[] arguments)
    {
        var parsed = Build().Parse(arguments);
        if (parsed.Errors.Count > 0)
        {
            ExpectedFailure.Report([.. parsed.Errors.Select(error => error.Message), "Use --help to see what there is."]);
            return ExitCodes.Usage;
        }

        return await parsed.InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = _terminationTimeout });
    }

    private static RootCommand Build()
    {
        var json = new Option<bool>("--json") { Description = "Print the result as JSON.", Recursive = true };
        var id = new Argument<string>("id") { Description = $"The id of the backup, or '{BackupCatalog.Latest}'." };
        id.Validators.Add(result =>
        {
            var text = result.Tokens.Count > 0 ? result.Tokens[0].Value : "";
            if (text != BackupCatalog.Latest && BackupId.TryParse(text) is null)
            {
                result.AddError(
                    $"'{text}' is not the id of a backup: they look like {BackupId.Prefix}20261124_161830; '{BackupCatalog.Latest}' is the newest.");
            }
        });

        var backup = new Command("backup", "Make a backup now, and read it back.");
        backup.SetAction((parsed, stopping) => CommandHost.RunAsync(parsed.GetValue(json), true, BackupCommand.RunAsync, stopping));
        var list = new Command("list", "List the backups, newest first.");
        list.SetAction((parsed, stopping) => CommandHost.RunAsync(parsed.GetValue(json), false, ListCommand.RunAsync, stopping));
        var show = new Command("show", "Show a backup, with its tables.") { id };
        show.SetAction((parsed, stopping) => CommandHost.RunAsync(
            parsed.GetValue(json), false, (services, output, token) => ShowCommand.RunAsync(services, parsed.GetRequiredValue(id), output, token), stopping));
        var verify = new Command("verify", "Read a backup again, and say whether it is still as it was made.") { id };
        verify.SetAction((parsed, stopping) => CommandHost.RunAsync(
            parsed.GetValue(json), false, (services, output, token) => VerifyCommand.RunAsync(services, parsed.GetRequiredValue(id), output, token), stopping));
        var dryRun = new Option<bool>("--dry-run") { Description = "Check everything, say what would be done, change nothing." };
        var yes = new Option<bool>("--yes") { Description = "Do not ask for the database's name." };
        var disconnect = new Option<bool>("--disconnect") { Description = "Cut off who is connected to the database, in place of refusing." };
        var restore = new Command("restore", "Put a backup in the place of the database, which is backed up first and kept.") { id, dryRun, yes, disconnect };
        restore.SetAction((parsed, stopping) => CommandHost.RunAsync(
            parsed.GetValue(json),
            true,
            (services, output, token) => RestoreCommand.RunAsync(
                services,
                parsed.GetRequiredValue(id),
                new RestoreSwitches(parsed.GetValue(dryRun), parsed.GetValue(yes), parsed.GetValue(disconnect)),
                output,
                token),
            stopping));
        var prune = new Command("prune", "Remove the backups that no rule of Backup:Retention keeps.") { dryRun };
        prune.SetAction((parsed, stopping) => CommandHost.RunAsync(
            parsed.GetValue(json), false, (services, output, token) => PruneCommand.RunAsync(services, parsed.GetValue(dryRun), output, token), stopping));
        var target = new Option<string>("--to") { Description = "A new file for the secret half, readable for its owner alone; without it, standard output." };
        var make = new Command("new", "Make a recovery key: it opens the backups made from then on when this machine is gone.") { target };
        make.SetAction((parsed, stopping) => CommandHost.RunAsync(
            parsed.GetValue(json), false, (services, output, token) => KeysCommand.MakeAsync(services, parsed.GetValue(target), output, token), stopping));
        var keys = new Command("keys", "Show which keys open the backups.") { make };
        keys.SetAction((parsed, stopping) => CommandHost.RunAsync(parsed.GetValue(json), false, KeysCommand.ShowAsync, stopping));
        return new RootCommand("Backups of Wasper's database. Without a command: the service. Configured by the section 'Backup' (Backup__Directory, …).")
        {
            json, backup, list, show, verify, restore, prune, keys,
        };
    }
}
