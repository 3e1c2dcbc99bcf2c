using Akka.Configuration;

namespace Troupe.Tests.Configuration;

public sealed class LoadSpecs : IDisposable
{
    private readonly ConfigurationFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Every_setting_can_be_written()
    {
        _folder.Write("plugin/Plugin.dll", "");
        var options = _folder.Load("""
            troupe {
              pool {
                workers = 3
                spare-workers = 1
                max-tasks-per-worker = 1000
                soft-memory-limit = 512 MiB
                hard-memory-limit = 1g
                grace-period = 1.5s
                start-timeout = infinite
                drain-timeout = 2 minutes
                queue-capacity = 10
                queue-full-mode = throw
                retry { attempts = 4, poison-limit = 2, backoff = 200ms }
                flow-culture = off
                output-mode = forward
                environment { LANG = C.UTF-8, "a.b" = "1 = 2", HOME = null }
                working-directory = plugin
                plugin-path = plugin/Plugin.dll
                allowed-assemblies = [ Plugin, "Other" ]
                max-message-bytes = 65536
                enable-diagnostics = true
              }
            }
            """);

        options.Workers.ShouldBe(3);
        options.SpareWorkers.ShouldBe(1);
        options.MaxTasksPerWorker.ShouldBe(1000);
        options.SoftMemoryLimit.ShouldBe(512L << 20);
        options.HardMemoryLimit.ShouldBe(1L << 30);
        options.GracePeriod.ShouldBe(TimeSpan.FromSeconds(1.5));
        options.StartTimeout.ShouldBe(TimeSpan.MaxValue);
        options.DrainTimeout.ShouldBe(TimeSpan.FromMinutes(2));
        options.QueueCapacity.ShouldBe(10);
        options.QueueFullMode.ShouldBe(QueueFullMode.Throw);
        options.Retry.ShouldBeEquivalentTo(RetryPolicy.OnWorkerLoss(4).WithPoisonLimit(2).WithBackoff(TimeSpan.FromMilliseconds(200)));
        options.FlowCulture.ShouldBeFalse();
        options.OutputMode.ShouldBe(OutputMode.Forward);
        options.Environment.OrderBy(variable => variable.Key, StringComparer.Ordinal).Select(variable => (variable.Key, variable.Value))
            .ShouldBe([("HOME", null), ("LANG", "C.UTF-8"), ("a.b", "1 = 2")]);
        options.WorkingDirectory.ShouldBe(Path.Combine(_folder.Root, "plugin"));
        options.PluginPath.ShouldBe(Path.Combine(_folder.Root, "plugin", "Plugin.dll"));
        options.AllowedAssemblies.ShouldBe(["Plugin", "Other"]);
        options.MaxMessageBytes.ShouldBe(65536);
        options.EnableDiagnostics.ShouldBeTrue();
    }

    [Theory]
    [InlineData("troupe.pool.workers = 7")]
    [InlineData("""{ "troupe": { "pool": { "workers": 7 }, }, }""")]
    [InlineData("troupe\n{\n  pool = {\n workers = 7 # as many\n } }  // done")]
    [InlineData("troupe.pool { spare-workers = 0, workers = 7 }\nakka { loglevel = OFF, loglevel = ON }")]
    [InlineData("mine = 7\ntroupe.pool.workers = ${mine}")]
    [InlineData("\uFEFFtroupe.pool.workers=7")]
    [InlineData("troupe.pool.workers = 7 #")]
    [InlineData("troupe {\r\n  pool {\r\n    workers = 7\r\n  }\r\n}\r\n")]
    public void All_ways_to_write_it_give_the_same(string text) => _folder.Load(text).Workers.ShouldBe(7);

    [Fact]
    public void Null_and_what_is_left_out_mean_the_default()
    {
        var options = _folder.LoadPool("hard-memory-limit = null\nqueue-capacity = null\nretry = null");
        options.HardMemoryLimit.ShouldBeNull();
        options.QueueCapacity.ShouldBe(int.MaxValue);
        options.Workers.ShouldBe(Environment.ProcessorCount);
        options.Retry.Attempts.ShouldBe(1);
    }

    [Theory]
    [InlineData("[]", "")]
    [InlineData("[ ]", "")]
    [InlineData("[\n A\n B, # both\n]", "A B")]
    [InlineData("${base} [ B ]", "A B")]
    public void Lists_may_be_empty_and_have_lines_of_their_own(string list, string expected)
    {
        var options = _folder.Load($"base = [ A ]\ntroupe.pool.allowed-assemblies = {list}");

        options.AllowedAssemblies.ShouldBe(expected.Split(' ', StringSplitOptions.RemoveEmptyEntries));
    }

    [Fact]
    public void An_included_file_is_read_and_overridden_by_what_follows()
    {
        _folder.Write("shared/outer.conf", "troupe.pool {\n include \"inner.conf\"\n}");
        _folder.Write("shared/inner.conf", "workers = 7\nspare-workers = 2\nworking-directory = .");

        var options = _folder.Load("include \"shared/outer.conf\"\ntroupe.pool.workers = 3");

        (options.Workers, options.SpareWorkers).ShouldBe((3, 2));
        options.WorkingDirectory.ShouldBe(Path.Combine(_folder.Root, "shared"));
    }

    [Fact]
    public void A_reference_in_an_included_file_is_resolved_there()
    {
        _folder.Write("base.conf", "size = 1g\ntroupe.pool.hard-memory-limit = ${size}");

        _folder.Load("include \"base.conf\"\ntroupe.pool.workers = 3").HardMemoryLimit.ShouldBe(1L << 30);
    }

    [Fact]
    public void A_configuration_of_Akka_has_the_same_section()
    {
        var own = ConfigurationFactory.ParseString("troupe.pool { workers = 3 }");
        var spares = ConfigurationFactory.ParseString("troupe.pool.spare-workers = 2");
        var whole = own.WithFallback(spares).WithFallback(ConfigurationFactory.Default());

        var options = whole.GetProcessPoolOptions();

        (options.Workers, options.SpareWorkers).ShouldBe((3, 2));
        Config.Empty.GetProcessPoolOptions().Workers.ShouldBe(Environment.ProcessorCount);
        ConfigurationFactory.Default().GetProcessPoolOptions().Workers.ShouldBe(Environment.ProcessorCount);
    }

    [Fact]
    public void What_is_wrong_in_a_configuration_of_Akka_is_named_by_its_path()
    {
        var config = ConfigurationFactory.ParseString("troupe.pool.workers = 0");

        var error = Should.Throw<InvalidConfigurationException>(() => config.GetProcessPoolOptions());

        error.Message.ShouldBe("troupe.pool.workers is '0'; it must be 1 to 1,024 worker processes.");
        (error.Key, error.File, error.Line).ShouldBe(("troupe.pool.workers", null, null));
    }
}
