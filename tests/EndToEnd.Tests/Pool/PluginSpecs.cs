using Troupe.EndToEnd.Tests.Jobs;

namespace Troupe.EndToEnd.Tests.Pool;

public sealed class PluginSpecs : PoolSpecs
{
    private sealed record Bill(string Item, int Total);

    [Fact]
    public async Task Two_plug_ins_use_two_versions_of_one_library_side_by_side()
    {
        await using var alpha = await Start(Plugin("Alpha"));
        await using var beta = await Start(Plugin("Beta"));
        (await alpha.RunAsync<string>("Troupe.Tests.PluginAlpha.Shop.Version").WaitAsync(Patience)).ShouldBe("1.0.0");
        (await beta.RunAsync<string>("Troupe.Tests.PluginBeta.Shop.Version").WaitAsync(Patience)).ShouldBe("2.0.0");
        (await alpha.RunAsync<int>("Troupe.Tests.PluginAlpha.Shop.Total", "EUR", 3).WaitAsync(Patience)).ShouldBe(3);
        (await beta.RunAsync<int>("Troupe.Tests.PluginBeta.Shop.Total", "EUR", 3).WaitAsync(Patience)).ShouldBe(6);
        AppDomain.CurrentDomain.GetAssemblies().ShouldNotContain(assembly => assembly.GetName().Name!.StartsWith(
            "Troupe.Tests.Plugin",
            StringComparison.Ordinal) || assembly.GetName().Name == "Prices");
    }

    [Fact]
    public async Task The_result_of_a_plug_in_is_read_as_a_type_of_the_caller()
    {
        await using var pool = await Start(Plugin("Beta"));
        (await pool.RunAsync<Bill>("Troupe.Tests.PluginBeta.Shop.Order", "tea", 4).WaitAsync(Patience)).ShouldBe(new Bill("tea", 8));
        var error = await Should.ThrowAsync<ArgumentException>(
            pool.RunAsync<int>("Troupe.Tests.PluginBeta.Shop.Total", "DM", 3).WaitAsync(Patience));
        error.Message.ShouldContain("DM is unknown here");
        var wrong = await Should.ThrowAsync<FunctionNotFoundException>(
            pool.RunAsync<int>("Troupe.Tests.PluginBeta.Shop.Totl", "DM", 3).WaitAsync(Patience));
        wrong.Message.ShouldContain("Total");
    }

    [Fact]
    public async Task A_function_of_this_program_is_refused_in_a_plug_ins_pool_at_the_call()
    {
        await using var pool = await Start(Plugin("Alpha"));
        Should.Throw<FunctionRefusedException>(() => { _ = pool.RunAsync(Arithmetic.Answer); }).Message.ShouldContain("by name");
    }

    [Fact]
    public async Task The_items_of_a_stream_go_to_a_plug_in_by_name()
    {
        await using var pool = await Start(Plugin("Alpha"));
        var pids = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => pool.RunAsync<int>("Troupe.Tests.PluginAlpha.Shop.Process")))
            .WaitAsync(Patience);
        pids.ShouldBeSubsetOf(LiveWorkers());
    }

    [Fact]
    public async Task The_base_directory_of_a_plug_in_is_its_own_folder()
    {
        await using var pool = await Start(Plugin("Alpha"));
        var file = Built.Assembly("Troupe.Tests.PluginAlpha");
        var folder = Path.GetDirectoryName(Path.GetFullPath(file)) + Path.DirectorySeparatorChar;
        (await pool.RunAsync<string[]>("Troupe.Tests.PluginAlpha.Shop.Folders").WaitAsync(Patience)).ShouldBe(
            [folder, folder, Path.GetFullPath(file)]);
    }

    [Fact]
    public async Task A_plug_in_whose_library_is_missing_is_told_what_its_project_needs()
    {
        var folder = Scratch();
        foreach (var file in Directory.EnumerateFiles(Built.Folder("Troupe.Tests.PluginAlpha"), "Troupe.Tests.PluginAlpha.*"))
            File.Copy(file, Path.Combine(folder, Path.GetFileName(file)));
        await using var pool = await Start(
            new ProcessPoolOptions { Workers = 1, PluginPath = Path.Combine(folder, "Troupe.Tests.PluginAlpha.dll") });
        var error = await Should.ThrowAsync<FileNotFoundException>(
            pool.RunAsync<int>("Troupe.Tests.PluginAlpha.Shop.Total", "EUR", 3).WaitAsync(Patience));
        error.Message.ShouldStartWith("Could not load file or assembly 'Prices");
        error.Message.ShouldContain("EnableDynamicLoading");
    }

    private static ProcessPoolOptions Plugin(string name) =>
        new() { Workers = 1, PluginPath = Built.Assembly("Troupe.Tests.Plugin" + name) };
}
