namespace Wasper.AppHost.Activepieces;

internal static class RedisPersistence
{
    private const string Options = "--appendonly yes --appendfsync everysec";

    /// <summary>
    /// Keeps the queues over a restart: every write goes to an append-only file that is synced each second, where Aspire's own persistence takes
    /// a snapshot a minute.
    /// </summary>
    public static IResourceBuilder<RedisResource> WithAppendOnlyFile(this IResourceBuilder<RedisResource> builder)
        => builder.WithArgs(context =>
        {
            // The server is started by a shell whose whole command is one argument, so that the password comes out of a variable.
            var last = context.Args.Count - 1;
            if (last > 0 && context.Args[0] is "-c" && context.Args[last] is string command)
            {
                context.Args[last] = $"{command} {Options}";
            }
            else
            {
                foreach (var word in Options.Split(' '))
                {
                    context.Args.Add(word);
                }
            }
        });
}
