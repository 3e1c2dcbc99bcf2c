using Troupe.EndToEnd.Tests.Crashes;
using Troupe.Tests.Dummy;

namespace Troupe.Failures.Tests.Crashes;

/// <summary>What cannot travel fails its own job, where it is noticed, and never the channel.</summary>
public sealed class EncodingSpecs : CrashSpecs
{
    [Fact]
    public async Task An_argument_that_cannot_be_encoded_throws_at_the_call_and_nothing_is_queued()
    {
        var pool = await StartAsync(1);
        var pid = await pool.RunAsync(Work.Pid);

        // Not by the task: by the call itself.
        var getter = Should.Throw<PayloadEncodingException>(() => { _ = pool.RunAsync(Work.TakeGetter, new GetterThrows()); });
        getter.InnerException.ShouldBeOfType<InvalidOperationException>();
        getter.Message.ShouldContain($"{nameof(GetterThrows)}.{nameof(GetterThrows.Bad)} threw InvalidOperationException: {Dying.Message}");
        Should.Throw<PayloadEncodingException>(() => { _ = pool.Submit(Work.TakeWritten, new DiesWhenWritten(Death.Throw)); });

        var snapshot = pool.Snapshot();
        (snapshot.Waiting, snapshot.Running).ShouldBe((0, 0));
        (await pool.RunAsync(Work.Pid)).ShouldBe(pid);
    }

    [Fact]
    public async Task Twenty_results_in_a_row_that_cannot_be_encoded_are_named_errors_of_one_and_the_same_worker()
    {
        var pool = await StartAsync(1);
        var pid = await pool.RunAsync(Work.Pid);
        for (var round = 0; round < 20; round++)
        {
            var error = await Should.ThrowAsync<PayloadEncodingException>(() => pool.RunAsync(Work.GiveGetter)).Soon();
            error.Message.ShouldContain(nameof(GetterThrows));
        }
        (await pool.RunAsync(Work.Pid)).ShouldBe(pid);
    }

    [Fact]
    public async Task A_getter_that_throws_in_a_result_is_named_and_its_exception_comes_along()
    {
        var pool = await StartAsync(1);
        var error = await Should.ThrowAsync<PayloadNotEncodableException>(() => pool.RunAsync(Work.GiveGetter)).Soon();
        error.Message.ShouldContain($"{nameof(GetterThrows)}.{nameof(GetterThrows.Bad)} threw InvalidOperationException: {Dying.Message}");
        var cause = error.InnerException.ShouldBeOfType<InvalidOperationException>();
        cause.Message.ShouldBe(Dying.Message);
        cause.StackTrace!.ShouldContain($"get_{nameof(GetterThrows.Bad)}");
    }

    [Fact]
    public async Task A_converter_that_throws_in_a_result_is_named_and_its_exception_comes_along()
    {
        var pool = await StartAsync(1);
        var error = await Should.ThrowAsync<PayloadNotEncodableException>(() => pool.RunAsync(Work.GiveWritten, Death.Throw)).Soon();
        error.Message.ShouldContain($"Converter.Write threw InvalidOperationException: {Dying.Message}");
        error.InnerException.ShouldBeOfType<InvalidOperationException>();
    }

    [Fact]
    public async Task An_argument_whose_constructor_throws_fails_its_own_job()
    {
        var pool = await StartAsync(1);
        var error = await Should.ThrowAsync<PayloadFormatException>(
            () => pool.RunAsync(Work.TakeConstructor, new ConstructorThrows { Value = 1 })).Soon();
        error.Message.ShouldContain(Dying.Message);
        await ShouldWorkAsync(pool);
        GenerationOf(pool).ShouldBe(1);
    }

    [Fact]
    public async Task An_exception_that_nobody_can_rebuild_arrives_as_text_and_the_channel_lives()
    {
        var pool = await StartAsync(1);
        var error = await Should.ThrowAsync<JobFailedException>(() => pool.RunAsync(Work.ThrowStrange, "It went wrong.")).Soon();
        error.Message.ShouldContain("It went wrong.");
        error.ToString().ShouldContain(nameof(StrangeException));
        error.ToString().ShouldContain(nameof(Work.ThrowStrange));
        await ShouldWorkAsync(pool);
        GenerationOf(pool).ShouldBe(1);
    }

    [Fact]
    public async Task An_exception_with_a_message_of_a_mebibyte_does_not_hurt_the_channel()
    {
        var pool = await StartAsync(1);
        var error = await Should.ThrowAsync<JobFailedException>(() => pool.RunAsync(Work.ThrowStrange, new string('x', 1 << 20))).Soon();
        error.Message.ShouldContain("xxxx");
        await ShouldWorkAsync(pool);
        GenerationOf(pool).ShouldBe(1);
    }
}
