namespace Troupe.Tests.Configuration;

public sealed class WrongSettingSpecs : IDisposable
{
    private readonly ConfigurationFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("wokers = 2", "wokers", "Did you mean workers?")]
    [InlineData("Workers = 2", "Workers", "Did you mean workers?")]
    [InlineData("maxTasksPerWorker = 2", "maxTasksPerWorker", "Did you mean max-tasks-per-worker?")]
    [InlineData("retry { attempt = 2 }", "retry.attempt", "Did you mean attempts?")]
    [InlineData("retry { on = [ IOException ] }", "retry.on", "There are attempts, poison-limit, backoff.")]
    [InlineData("workers.count = 2", "workers", "it must be a whole number")]
    public void A_key_that_does_not_exist_is_named_with_the_nearest(string setting, string key, string offer)
    {
        var error = _folder.RefusedPool(setting);

        error.Message.ShouldContain($"app.conf, line 2: ", customMessage: error.Message);
        error.Message.ShouldContain($"troupe.pool.{key}");
        error.Message.ShouldContain(offer);
        (error.Key, error.Line).ShouldBe(($"troupe.pool.{key}", 2));
    }

    [Theory]
    [InlineData("workers = four", "'four'; it must be a whole number.")]
    [InlineData("workers = 2.5", "'2.5'; it must be a whole number.")]
    [InlineData("workers = 99999999999", "'99999999999'; it must be a whole number.")]
    [InlineData("workers = [ 2 ]", "a list; it must be a whole number.")]
    [InlineData("workers = 0", "'0'; it must be 1 to 1,024 worker processes.")]
    [InlineData("max-tasks-per-worker = 0", "'0'; it must be at least 1 job")]
    [InlineData("hard-memory-limit = 32 MiB", "'32 MiB'; it must be 64 MiB or more")]
    [InlineData("hard-memory-limit = 1 mib", "'1 mib'; it must be a size, such as")]
    [InlineData("hard-memory-limit = 99999999 T", "'99999999 T'; it must be a size, such as")]
    [InlineData("hard-memory-limit = 120%", "'120%'; it must be a size, such as 512 MiB, 1g or a number of bytes, or a share")]
    [InlineData("hard-memory-limit = 0.0001%", "'0.0001%'; it must be 64 MiB or more")]
    [InlineData("hard-memory-limit = -1g", "'-1g'; it must be a size, such as")]
    [InlineData("soft-memory-limit = 2g\nhard-memory-limit = 1g", "'2g'; it must be at most the HardMemoryLimit")]
    [InlineData("grace-period = 5", "'5'; it must be a time with its unit, such as 500ms, 5s or 1m, or infinite.")]
    [InlineData("grace-period = -5s", "'-5s'; it must be a time")]
    [InlineData("grace-period = 5 parsecs", "'5 parsecs'; it must be a time")]
    [InlineData("grace-period = 99999999999999 days", "it must be a time")]
    [InlineData("start-timeout = 0s", "'0s'; it must be a time above 0.")]
    [InlineData("queue-full-mode = drop", "'drop'; it must be wait or throw.")]
    [InlineData("queue-full-mode = 1", "'1'; it must be wait or throw.")]
    [InlineData("flow-culture = maybe", "'maybe'; it must be on or off.")]
    [InlineData("retry = 3", "'3'; it must be a section: { … }.")]
    [InlineData("retry.attempts = 0", "'0'; it must be 1 to 1,000 attempts.")]
    [InlineData("retry.poison-limit = 1001", "'1001'; it must be 1 to 1,000 deaths.")]
    [InlineData("retry.backoff = infinite", "'infinite'; it must be a time")]
    [InlineData("environment { A.B = c }", "environment.A is a section; it must be a text.")]
    [InlineData("working-directory = missing", "it must be a directory that exists.")]
    [InlineData("plugin-path = \"\"", "''; it must be a path.")]
    [InlineData("allowed-assemblies = Plugin", "'Plugin'; it must be a list of texts, such as [ First, Second ].")]
    [InlineData("allowed-assemblies = [ [ A ] ]", "a list; it must be a list of texts")]
    public void A_value_that_is_wrong_is_shown_with_what_is_allowed(string setting, string text)
    {
        var error = _folder.RefusedPool(setting);

        error.Message.ShouldContain($"app.conf, line 2: troupe.pool.{setting[..setting.AsSpan().IndexOfAny(" .")]}");
        error.Message.ShouldContain(text);
        error.Key.ShouldStartWith("troupe.pool.");
        (error.File, error.Line).ShouldBe((Path.Combine(_folder.Root, "app.conf"), 2));
    }

    [Theory]
    [InlineData("troupe { poll { } }", "There is no setting troupe.poll. Did you mean pool?")]
    [InlineData("troupe { node { } }", "There is no setting troupe.node. There are pool.")]
    [InlineData("troupe = 3", "troupe is '3'; it must be a section")]
    [InlineData("troupe.pool = 3", "troupe.pool is '3'; it must be a section")]
    [InlineData("pool { workers = 2 }", "There is no section troupe.pool")]
    [InlineData("troupe { }", "There is no section troupe.pool")]
    [InlineData("", "There is no section troupe.pool")]
    public void The_section_must_be_the_pools(string text, string expected) => _folder.Refused(text).Message.ShouldContain(expected);

    [Theory]
    [InlineData("workers = 2\nworkers = 3", "troupe.pool.workers is set for the second time, after troupe.pool.workers in line 2.")]
    [InlineData("retry { attempts = 2 }\nretry { backoff = 1s }", "troupe.pool.retry is set for the second time")]
    [InlineData("retry = ${base}\nretry.attempts = 3", "retry.attempts is set for the second time, after troupe.pool.retry in line 2.")]
    public void A_key_stands_once_in_a_file(string settings, string expected)
    {
        var error = _folder.RefusedPool(settings);

        error.Message.ShouldContain(expected);
        error.Line.ShouldBe(3);
    }

    [Fact]
    public void A_value_of_an_included_file_is_told_with_that_file_and_line()
    {
        _folder.Write("base.conf", "# first\nworkers = 0");

        var error = _folder.RefusedPool("include \"base.conf\"");

        (error.Key, error.File, error.Line).ShouldBe(("troupe.pool.workers", Path.Combine(_folder.Root, "base.conf"), 2));
    }

    [Fact]
    public void A_file_that_is_missing_is_an_error_of_reading() =>
        Should.Throw<FileNotFoundException>(() => ProcessPoolOptions.Load(Path.Combine(_folder.Root, "missing.conf")));
}
